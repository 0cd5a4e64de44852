/** A broker in this process, with its data on disk. */
@NullMarked
package dev.millrace.local.kafka;

import org.jspecify.annotations.NullMarked;
