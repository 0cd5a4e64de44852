/** Model customization: jobs that train classifiers, their models, and deployments of these. */
@NullMarked
package dev.millrace.bedrock.training;

import org.jspecify.annotations.NullMarked;
