package surveys

const orderName = "order"
