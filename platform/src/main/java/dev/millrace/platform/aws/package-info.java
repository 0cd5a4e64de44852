/** The connection to AWS. */
@NullMarked
package dev.millrace.platform.aws;

import org.jspecify.annotations.NullMarked;
