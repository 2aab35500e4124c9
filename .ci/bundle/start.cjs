"use strict"
void import("../lib/main.js")
