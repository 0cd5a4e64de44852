/** What answers have to look like, in JSON Schema. */
@NullMarked
package dev.millrace.inference.answer;

import org.jspecify.annotations.NullMarked;
