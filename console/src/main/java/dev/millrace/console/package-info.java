/**
 * The console: its pages, and what the gateway serves for operators beside its own: dead letters,
 * orders about models, and what became of them.
 */
@NullMarked
package dev.millrace.console;

import org.jspecify.annotations.NullMarked;
