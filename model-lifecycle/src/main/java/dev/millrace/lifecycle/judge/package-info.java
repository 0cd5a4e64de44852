/** The judge: asks a model how good a sample of the answers is, and writes its verdicts. */
@NullMarked
package dev.millrace.lifecycle.judge;

import org.jspecify.annotations.NullMarked;
