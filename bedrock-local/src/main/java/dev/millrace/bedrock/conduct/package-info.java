/** How models behave beside what they answer: quotas, latency, faults. */
@NullMarked
package dev.millrace.bedrock.conduct;

import org.jspecify.annotations.NullMarked;
