/** Which tenants were erased, as every process has to know it. */
@NullMarked
package dev.millrace.platform.tenants;

import org.jspecify.annotations.NullMarked;
