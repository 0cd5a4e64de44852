/** The stacks: each is one thing that lives and dies together. */
@NullMarked
package dev.millrace.deploy.stacks;

import org.jspecify.annotations.NullMarked;
