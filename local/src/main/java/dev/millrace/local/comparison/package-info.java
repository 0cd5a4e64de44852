/** Two files held against each other, column by column, and the page that shows it. */
@NullMarked
package dev.millrace.local.comparison;

import org.jspecify.annotations.NullMarked;
