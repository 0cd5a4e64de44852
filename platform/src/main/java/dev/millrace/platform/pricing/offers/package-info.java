/** Price lists as AWS publishes them. */
@NullMarked
package dev.millrace.platform.pricing.offers;

import org.jspecify.annotations.NullMarked;
