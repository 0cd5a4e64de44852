/** The Bedrock Runtime protocol: rest-json over HTTP. */
@NullMarked
package dev.millrace.bedrock.api;

import org.jspecify.annotations.NullMarked;
