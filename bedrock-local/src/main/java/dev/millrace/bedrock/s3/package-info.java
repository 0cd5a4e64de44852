/** A small S3: buckets of objects, each a file. */
@NullMarked
package dev.millrace.bedrock.s3;

import org.jspecify.annotations.NullMarked;
