@NullMarked
package io.groundwork.approvals;

import org.jspecify.annotations.NullMarked;
