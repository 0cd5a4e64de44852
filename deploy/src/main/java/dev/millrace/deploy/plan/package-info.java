/** What a stage would cost a month, with the arithmetic. */
@NullMarked
package dev.millrace.deploy.plan;

import org.jspecify.annotations.NullMarked;
