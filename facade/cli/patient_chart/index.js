// The first page: the clinics this app is registered at. Each link begins a standalone launch.
import { settings } from "./smart.js";
import { tell } from "./tell.js";

try {
  const { clinics } = await settings();
  const list = document.getElementById("clinics");
  for (const clinic of clinics) {
    const link = document.createElement("a");
    link.href = `launch?iss=${encodeURIComponent(clinic.iss)}`;
    link.textContent = clinic.name;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
} catch (error) {
  tell(error);
}
