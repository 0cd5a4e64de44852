/** CloudWatch's PutMetricData, as far as limits, faults and sums go. */
@NullMarked
package dev.millrace.bedrock.cloudwatch;

import org.jspecify.annotations.NullMarked;
