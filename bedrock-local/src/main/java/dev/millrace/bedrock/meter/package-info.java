/** What was answered, counted where nobody else writes. */
@NullMarked
package dev.millrace.bedrock.meter;

import org.jspecify.annotations.NullMarked;
