/** The models of Amazon Bedrock, through the AWS SDK, without retries of its own. */
@NullMarked
package dev.millrace.inference.bedrock;

import org.jspecify.annotations.NullMarked;
