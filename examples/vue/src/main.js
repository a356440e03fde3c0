import { createApp } from "vue";

import Shop from "./Shop.vue";
import "./shop.css";

createApp(Shop).mount("#shop");
