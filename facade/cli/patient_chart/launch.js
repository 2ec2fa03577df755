// Both launches come here: standalone with `iss`, from the EHR with `iss` and `launch`.
import { authorize } from "./smart.js";
import { tell } from "./tell.js";

const asked = new URLSearchParams(location.search);
try {
  location.replace(await authorize(asked.get("iss"), asked.get("launch")));
} catch (error) {
  tell(error);
}
