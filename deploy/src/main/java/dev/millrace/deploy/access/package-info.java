/** What each job may do, and why a wildcard is one. */
@NullMarked
package dev.millrace.deploy.access;

import org.jspecify.annotations.NullMarked;
