/// Runs one Sealmesh process: start, readiness, metrics, logging and an orderly stop.
///
/// Shared by the process with all roles and by the relay-only one, so it knows nothing of the
/// origin.
@NullMarked
package org.sealmesh.launch;

import org.jspecify.annotations.NullMarked;
