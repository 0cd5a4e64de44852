/** Questions to models that nobody waits for: bounded in number, time and money. */
@NullMarked
package dev.millrace.lifecycle.offline;

import org.jspecify.annotations.NullMarked;
