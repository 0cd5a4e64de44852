/** Who may do what at the brokers, and the policies that say so. */
@NullMarked
package dev.millrace.schemas.access;

import org.jspecify.annotations.NullMarked;
