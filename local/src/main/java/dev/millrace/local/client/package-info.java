/** The ways in which the command line talks to a running factory. */
@NullMarked
package dev.millrace.local.client;

import org.jspecify.annotations.NullMarked;
