/** Records as JSON, for people and for HTTP. */
@NullMarked
package dev.millrace.schemas.json;

import org.jspecify.annotations.NullMarked;
