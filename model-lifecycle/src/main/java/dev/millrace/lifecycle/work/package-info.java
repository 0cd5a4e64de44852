/**
 * The long work of a retraining run, as its controller sees it: begun, asked after, and safe to ask
 * for again, whoever was killed in between.
 */
@NullMarked
package dev.millrace.lifecycle.work;

import org.jspecify.annotations.NullMarked;
