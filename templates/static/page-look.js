// The scripts of the page Look, which no other page needs.

import { watchLooks } from "./looks.js";

watchLooks();
