// How a problem is shown; what a server says is text here, never markup.
export function tell(error) {
  document.getElementById("problem").textContent = error.message;
  const status = document.getElementById("status");
  if (status) status.textContent = "";
}
