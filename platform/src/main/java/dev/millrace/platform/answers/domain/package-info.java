/** What models say, read the same way wherever it is read. */
@NullMarked
package dev.millrace.platform.answers.domain;

import org.jspecify.annotations.NullMarked;
