/** Small models that answer in this process, or hand on to another server. */
@NullMarked
package dev.millrace.bedrock.model;

import org.jspecify.annotations.NullMarked;
