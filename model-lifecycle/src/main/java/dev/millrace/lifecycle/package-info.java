/** From a reason to retrain to a better model in production, step by step and on the record. */
@NullMarked
package dev.millrace.lifecycle;

import org.jspecify.annotations.NullMarked;
