/** Pipeline specs: read from YAML, checked whole, and turned into the records that apply writes. */
@NullMarked
package dev.millrace.schemas.spec;

import org.jspecify.annotations.NullMarked;
