/** Training and deployment of models at Amazon Bedrock and Amazon SageMaker. */
@NullMarked
package dev.millrace.lifecycle.training;

import org.jspecify.annotations.NullMarked;
