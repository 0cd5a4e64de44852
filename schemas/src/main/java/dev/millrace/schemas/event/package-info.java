/**
 * What events must look like: schemas checked when they are applied, and events held against them.
 */
@NullMarked
package dev.millrace.schemas.event;

import org.jspecify.annotations.NullMarked;
