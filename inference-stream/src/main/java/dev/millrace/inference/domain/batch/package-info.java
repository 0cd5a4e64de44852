/** Requests that are collected into batch inference jobs. */
@NullMarked
package dev.millrace.inference.domain.batch;

import org.jspecify.annotations.NullMarked;
