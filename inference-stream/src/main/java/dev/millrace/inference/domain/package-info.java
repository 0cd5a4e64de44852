/**
 * What becomes of a request: prompts, answers, retries, costs; without engine, clock or network.
 */
@NullMarked
package dev.millrace.inference.domain;

import org.jspecify.annotations.NullMarked;
