/** What operators and machines ask a process: is it alive, is it at work, what does it measure. */
@NullMarked
package dev.millrace.platform.operations;

import org.jspecify.annotations.NullMarked;
