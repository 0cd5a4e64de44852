/** The price book as it is published, and followed by every job that books money. */
@NullMarked
package dev.millrace.platform.pricing.published;

import org.jspecify.annotations.NullMarked;
