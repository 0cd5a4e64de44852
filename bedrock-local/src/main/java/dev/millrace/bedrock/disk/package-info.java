/** Files that outlive a kill: written whole, or line by line. */
@NullMarked
package dev.millrace.bedrock.disk;

import org.jspecify.annotations.NullMarked;
