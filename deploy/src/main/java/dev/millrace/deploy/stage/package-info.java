/** What one deployment of the factory is like: a file, checked as a whole. */
@NullMarked
package dev.millrace.deploy.stage;

import org.jspecify.annotations.NullMarked;
