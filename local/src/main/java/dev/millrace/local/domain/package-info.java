/**
 * What the command line works out: balances, scores, and the demo's tickets; no engine, no clock.
 */
@NullMarked
package dev.millrace.local.domain;

import org.jspecify.annotations.NullMarked;
