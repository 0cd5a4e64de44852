/** What domain classes know of prices. */
@NullMarked
package dev.millrace.platform.pricing.domain;

import org.jspecify.annotations.NullMarked;
