/** What topics look like as tables. */
@NullMarked
package dev.millrace.schemas.lake;

import org.jspecify.annotations.NullMarked;
