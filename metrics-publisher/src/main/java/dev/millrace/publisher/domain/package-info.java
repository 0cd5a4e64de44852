/** What is told of which window, when, and under which names. */
@NullMarked
package dev.millrace.publisher.domain;

import org.jspecify.annotations.NullMarked;
