/** Stand-ins and data for tests, of this module and of others. */
@NullMarked
package dev.millrace.schemas.testing;

import org.jspecify.annotations.NullMarked;
