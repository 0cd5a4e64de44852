/** A small asynchronous HTTP layer on Jetty's core: HTTP/1.1 and h2c on one port. */
@NullMarked
package dev.millrace.platform.http;

import org.jspecify.annotations.NullMarked;
