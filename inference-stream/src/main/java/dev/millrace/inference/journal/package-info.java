/** The topic of predictions as the record of what is already done. */
@NullMarked
package dev.millrace.inference.journal;

import org.jspecify.annotations.NullMarked;
