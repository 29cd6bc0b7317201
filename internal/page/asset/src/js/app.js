import "../../vendor/htmx-4.0.1.esm.min.js";
