/** Decides which dead letters are meant, and which may be replayed. */
@NullMarked
package dev.millrace.console.letters.domain;

import org.jspecify.annotations.NullMarked;
