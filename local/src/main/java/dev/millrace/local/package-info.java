/** The whole factory in one JVM, and the command line. */
@NullMarked
package dev.millrace.local;

import org.jspecify.annotations.NullMarked;
