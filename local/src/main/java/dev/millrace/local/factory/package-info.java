/** The factory in one process: its parts, its folder, and how it starts and stops. */
@NullMarked
package dev.millrace.local.factory;

import org.jspecify.annotations.NullMarked;
